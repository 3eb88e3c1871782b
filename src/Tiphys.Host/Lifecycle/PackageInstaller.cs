using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>Installs what the node needs and the machine lacks, from the distribution's own packages.</summary>
internal static class PackageInstaller
{
    /// <summary>Installs what is missing; answers what it installed, empty for nothing.</summary>
    /// <exception cref="FaultException">Something is missing and cannot be had.</exception>
    public static async Task<string> EnsureAsync(IReadOnlyList<PackageRequirement> requirements, CancellationToken cancellationToken)
    {
        var missing = Missing(requirements);
        if (missing.Count == 0)
            return "";
        var names = string.Join(' ', missing.Select(requirement => requirement.Package));
        if (!File.Exists("/usr/bin/apt-get"))
            throw Unavailable(missing, $"install the equivalents of {names} with the distribution's package manager, then run this again");
        var attempt = await AptAsync(["install", "-y", "--no-install-recommends", .. missing.Select(requirement => requirement.Package)], cancellationToken).ConfigureAwait(false);
        if (attempt.Length > 0)
        {
            _ = await AptAsync(["update"], cancellationToken).ConfigureAwait(false);
            attempt = await AptAsync(["install", "-y", "--no-install-recommends", .. missing.Select(requirement => requirement.Package)], cancellationToken).ConfigureAwait(false);
        }

        missing = Missing(requirements);
        if (missing.Count > 0)
            throw Unavailable(missing, $"run 'apt-get update && apt-get install {names}' and mend what it complains of ({attempt})");
        await ForgetSystemContainerdAsync(names, cancellationToken).ConfigureAwait(false);
        return $"installed {names}";
    }

    private static List<PackageRequirement> Missing(IEnumerable<PackageRequirement> requirements) => [.. requirements.Where(requirement => !requirement.IsMet)];

    private static FaultException Unavailable(List<PackageRequirement> missing, string fix) => new(
        "PACKAGES",
        $"missing on this machine: {string.Join(", ", missing.Select(requirement => requirement.Program))}",
        fix);

    /// <summary>The package starts a system containerd; we use a private one, so a service that came only through us is not left running.</summary>
    private static async Task ForgetSystemContainerdAsync(string installed, CancellationToken cancellationToken)
    {
        if (installed.Split(' ').Contains("containerd") && Directory.Exists("/run/systemd/system"))
            await SystemCommand.RunAsync("systemctl", ["disable", "--now", "containerd"], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs apt-get; answers its complaint, empty if it succeeded.</summary>
    private static async Task<string> AptAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            await SystemCommand.RunAsync("apt-get", ["-q", .. arguments], cancellationToken).ConfigureAwait(false);
            return "";
        }
        catch (FaultException fault)
        {
            // Tried again after an update, then told to the user with what is still missing.
            return fault.Cause;
        }
    }
}
