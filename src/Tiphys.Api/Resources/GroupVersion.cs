namespace Tiphys.Api.Resources;

/// <summary>An API group and version. The core group's name is empty.</summary>
public readonly record struct GroupVersion(string Group, string Version)
{
    /// <summary><c>v1</c> for the core group, <c>apps/v1</c> for others: the form of <c>apiVersion</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Reads the form of <c>apiVersion</c>; more than one slash, or an empty text, is refused.</summary>
    public static bool TryParse(string? apiVersion, out GroupVersion value)
    {
        value = default;
        if (string.IsNullOrEmpty(apiVersion))
            return false;
        var slash = apiVersion.IndexOf('/');
        if (slash < 0)
            value = new("", apiVersion);
        else if (apiVersion.IndexOf('/', slash + 1) >= 0)
            return false;
        else
            value = new(apiVersion[..slash], apiVersion[(slash + 1)..]);
        return true;
    }
}
