namespace Tiphys.Node.Images;

/// <summary>Image names in full, as containerd keeps them: <c>bootcamp</c> is <c>docker.io/library/bootcamp:latest</c>.</summary>
public static class ImageName
{
    public static string Normalize(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name[..slash];
        var hasHost = first.Contains('.') || first.Contains(':') || first == "localhost";
        if (!hasHost)
            name = slash < 0 ? "docker.io/library/" + name : "docker.io/" + name;
        var last = name[(name.LastIndexOf('/') + 1)..];
        return last.Contains(':') || last.Contains('@') ? name : name + ":latest";
    }
}
