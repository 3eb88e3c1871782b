namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>User and group names of service accounts.</summary>
internal static class ServiceAccountNames
{
    public const string UserPrefix = "system:serviceaccount:";
    public const string AllGroup = "system:serviceaccounts";

    public static string User(string ns, string name) => $"{UserPrefix}{ns}:{name}";

    public static IReadOnlyList<string> Groups(string ns) => [AllGroup, $"{AllGroup}:{ns}"];

    /// <summary>Takes a user name apart; false if it is not a service account's.</summary>
    public static bool TryParse(string user, out string ns, out string name)
    {
        (ns, name) = ("", "");
        if (!user.StartsWith(UserPrefix, StringComparison.Ordinal))
            return false;
        var parts = user[UserPrefix.Length..].Split(':');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
            return false;
        (ns, name) = (parts[0], parts[1]);
        return true;
    }
}
