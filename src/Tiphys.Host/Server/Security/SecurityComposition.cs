using Microsoft.Extensions.Logging;
using Tiphys.ApiServer;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Admission.Configuration;
using Tiphys.ApiServer.Audit;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Outbound;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using static Tiphys.Host.Configuration.ApiServerSettings;

namespace Tiphys.Host.Server.Security;

/// <summary>Puts together who may come in and what may be written on this cluster.</summary>
internal sealed class SecurityComposition(ClusterOptions options, ClusterPki pki, TimeProvider time, ILogger logger)
{
    private readonly ServerSettings _settings = options.Server;

    /// <summary>Work of the security parts that goes on as long as the server lives; there once <see cref="Make"/> has been called.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Background { get; private set; } = [];

    /// <summary>Signs tokens that live in secrets; there once <see cref="Make"/> has been called.</summary>
    public LegacyTokenSecrets? LegacyTokens { get; private set; }

    public ServerSecurity Make(ServerServices services)
    {
        var authentication = new AuthenticationComposition(options, pki);
        var authorization = new AuthorizationComposition(_settings);
        var security = Create(services, new()
        {
            Authentication = authentication.Make(),
            Authorization = authorization.Make(),
            Admission = MakeAdmission(),
            Audit = MakeAudit(),
            Fairness = new() { TotalSeats = Math.Max(1, _settings.Number(MaxInflight) + _settings.Number(MaxMutatingInflight)) },
        });
        LegacyTokens = security.LegacyTokens;
        // Here it is watched over like every other component, with log and restart.
        Background = [.. security.Background, .. Reloading(authentication.File), .. Reloading(authorization.File)];
        return security with { Background = [] };
    }

    private static ServerSecurity Create(ServerServices services, SecurityOptions security)
    {
        try
        {
            return DefaultSecurity.Create(security, services);
        }
        catch (ArgumentException e)
        {
            throw ServerSettings.Wrong(EnableAdmission, e.Message, e);
        }
        catch (FormatException e)
        {
            throw ServerSettings.Wrong(TokenAuthFile, e.Message, e);
        }
    }

    private AdmissionOptions MakeAdmission() => new()
    {
        Enabled = [.. _settings.List(EnableAdmission)],
        Disabled = [.. _settings.List(DisableAdmission)],
        PodSecurity = _settings.File(AdmissionConfig, path => AdmissionConfiguration.ReadPodSecurity(
            File.ReadAllBytes(path), named => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, named)))) ?? new(),
    };

    private AuditOptions? MakeAudit()
    {
        var isConsole = _settings.Text(AuditLogPath) == "-";
        var log = isConsole ? null : _settings.Path(AuditLogPath);
        var webhook = _settings.File(AuditWebhookFile, KubeconfigTarget.Read);
        var policy = _settings.File(AuditPolicyFile, path => AuditPolicy.Parse(File.ReadAllBytes(path)));
        if (log is null && webhook is null && !isConsole)
            return policy is null ? null : throw ServerSettings.Wrong(AuditPolicyFile, $"without {AuditLogPath.Name} or {AuditWebhookFile.Name} the events go nowhere");
        return new()
        {
            Policy = policy ?? AuditPolicy.MetadataOfAll,
            Webhook = webhook,
            FurtherSinks = isConsole ? [AuditLogStream.StandardOutput()] : [],
            Log = log is null ? null : new()
            {
                Path = log,
                MaxAge = TimeSpan.FromDays(_settings.Number(AuditLogMaxAge)),
                MaxBackups = _settings.Number(AuditLogMaxBackup),
                MaxBytes = (long)_settings.Number(AuditLogMaxSize) << 20,
            },
        };
    }

    private IEnumerable<Func<CancellationToken, Task>> Reloading<T>(ReloadedFile<T>? file)
        where T : class => file is null ? [] : [token => file.RunAsync(time, logger, token)];
}
