using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.Cli.Kubeconfig;
using Tiphys.Host.Pki;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>The kubeconfig that kubectl reads: the first file of <c>$KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
internal static class UserKubeconfig
{
    public static string FilePath
    {
        get
        {
            var variable = Environment.GetEnvironmentVariable("KUBECONFIG");
            var first = variable?.Split(':', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return first ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        }
    }

    /// <summary>Merges the entry; answers whether the file changed.</summary>
    public static bool Merge(KubeconfigEntry entry)
    {
        var before = Read() ?? entry.ToDocument();
        var after = before.Clone();
        KubeconfigMerger.Merge(after, entry);
        if (File.Exists(FilePath) && after.DeepEquals(before))
            return false;
        Write(after);
        return true;
    }

    public static void Remove(string name)
    {
        if (Read() is { } document && KubeconfigMerger.Remove(document, name))
            Write(document);
    }

    private static DocObject? Read()
    {
        if (!File.Exists(FilePath))
            return null;
        try
        {
            return YamlReader.Parse(File.ReadAllBytes(FilePath)) switch
            {
                DocObject document => document,
                DocNull => null,
                _ => throw new DocFormatException("not a mapping"),
            };
        }
        catch (DocFormatException e)
        {
            throw new FaultException("KUBECONFIG", $"{FilePath} cannot be read: {e.Message}", "mend or move the file; it was left as it is", e);
        }
    }

    private static void Write(DocObject document) => SecureFile.WriteAllText(FilePath, YamlWriter.Write(document));
}
