using Tiphys.Node.Images;

namespace Tiphys.Node.Tests.Containerd;

internal static class TestImages
{
    public static OciImage Busybox(string reference) => new()
    {
        Reference = reference,
        Command = ["/bin/sh"],
        Layer =
        [
            ImageFile.Directory("bin"),
            ImageFile.Regular("bin/busybox", File.ReadAllBytes("/bin/busybox"), executable: true),
            .. new[] { "sh", "sleep", "cat", "echo", "env", "id", "ls", "wc", "httpd", "nc", "touch", "true", "false", "kill", "hostname", "tty", "stty", "mount", "head", "wget", "test", "mkdir", "grep", "nslookup", "ps", "seq", "printf", "readlink", "stat" }
                .Select(applet => ImageFile.Link($"bin/{applet}", "busybox")),
            ImageFile.Directory("etc"),
            ImageFile.Regular("etc/passwd", "root:x:0:0:root:/:/bin/sh\n"u8.ToArray()),
            ImageFile.Regular("etc/group", "root:x:0:\n"u8.ToArray()),
            ImageFile.Shared("tmp"),
        ],
    };
}
