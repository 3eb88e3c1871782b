using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>What a namespace's labels ask of its pods.</summary>
/// <param name="Errors">Labels that cannot be read; what they should have said is then the tightest level for enforce, none for the others.</param>
internal sealed record NamespacePolicies(PodSecurityPolicy Enforce, PodSecurityPolicy Audit, PodSecurityPolicy Warn, IReadOnlyList<StatusCause> Errors)
{
    private const string Prefix = "pod-security.kubernetes.io/";

    public bool IsUnbounded => Errors.Count == 0 && Enforce.Level == PodSecurityLevel.Privileged && IsSilent;

    public bool IsSilent => Audit.Level == PodSecurityLevel.Privileged && Warn.Level == PodSecurityLevel.Privileged;

    public static NamespacePolicies Read(DocObject? labels, PodSecurityOptions defaults)
    {
        var errors = new List<StatusCause>();
        var enforce = Policy("enforce", defaults.Enforce, PodSecurityLevel.Restricted);
        var audit = Policy("audit", defaults.Audit, PodSecurityLevel.Privileged);
        var warn = Policy("warn", defaults.Warn, PodSecurityLevel.Privileged);
        // A namespace that enforces without saying what to warn of is warned of the same.
        if (labels?.GetString(Prefix + "warn") is null && labels?.GetString(Prefix + "enforce") is not null && enforce.Level > warn.Level)
            warn = enforce;
        return new(enforce, audit, warn, errors);

        PodSecurityPolicy Policy(string mode, PodSecurityPolicy standard, PodSecurityLevel onError)
        {
            var (level, minor) = (standard.Level, standard.Minor);
            if (labels?.GetString(Prefix + mode) is { } levelText && !PodSecurityPolicy.TryParseLevel(levelText, out level))
            {
                Fail(mode, levelText, "must be one of privileged, baseline, restricted");
                level = onError;
            }

            if (labels?.GetString($"{Prefix}{mode}-version") is { } versionText && !PodSecurityPolicy.TryParseVersion(versionText, out minor))
            {
                Fail($"{mode}-version", versionText, "must be \"latest\" or \"v1.x\"");
                minor = PodSecurityPolicy.Latest;
            }

            return new(level, minor);
        }

        void Fail(string label, string value, string rule) =>
            errors.Add(new StatusCause("FieldValueInvalid", $"Invalid value: \"{value}\": {rule}", $"metadata.labels[{Prefix}{label}]"));
    }
}
