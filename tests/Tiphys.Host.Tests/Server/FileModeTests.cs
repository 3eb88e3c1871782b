using Tiphys.Host.Server;

namespace Tiphys.Host.Tests.Server;

/// <summary>State, certificates, keys and audit events are their owner's alone, whatever the umask of whoever starts the server.</summary>
public sealed class FileModeTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Server_WhatItMadeForStorePkiAndAudit_IsItsOwnersAlone()
    {
        var tokens = ("token-auth-file", _folder.Write("tokens.csv", "admin-token,admin,1,system:masters\n"));
        var audit = Path.Combine(_folder.Path, "audit");

        // Ended before it is looked at: audit events are written behind the answers.
        await using (var plane = await TestPlane.StartAsync(_folder.Path, tokens, ("audit-log-path", Path.Combine(audit, "audit.log"))))
            await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"kept"}}""");

        foreach (var directory in new[] { Path.Combine(_folder.Path, "data", "store"), Path.Combine(_folder.Path, "data", "pki"), audit })
        {
            Assert.Equal(OwnerDirectory, File.GetUnixFileMode(directory));
            var files = Directory.GetFiles(directory, "*", SearchOption.AllDirectories);
            Assert.NotEmpty(files);
            Assert.All(files, file => Assert.True(File.GetUnixFileMode(file) == OwnerFile, $"{file} is {File.GetUnixFileMode(file)}"));
        }
    }

    [Fact]
    public void DataDirectoryAndLock_MadeByTheServer_AreItsOwnersAlone()
    {
        var options = TestPlane.Options(_folder.Path);

        using var held = ServerLock.Take(options);

        Assert.Equal((OwnerDirectory, OwnerFile), (File.GetUnixFileMode(options.DataDir), File.GetUnixFileMode(LockOf(options.DataDir))));
    }

    [Fact]
    public void DataDirectory_MadeBySomebodyElse_KeepsItsModeButNotTheLock()
    {
        const UnixFileMode everybody = OwnerDirectory | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var options = TestPlane.Options(_folder.Path);
        Directory.CreateDirectory(options.DataDir);
        File.SetUnixFileMode(options.DataDir, everybody);
        File.WriteAllText(LockOf(options.DataDir), "");
        File.SetUnixFileMode(LockOf(options.DataDir), OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        using var held = ServerLock.Take(options);

        Assert.Equal((everybody, OwnerFile), (File.GetUnixFileMode(options.DataDir), File.GetUnixFileMode(LockOf(options.DataDir))));
    }

    private static string LockOf(string dataDirectory) => Path.Combine(dataDirectory, "lock");
}
