using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Metrics;

/// <summary>How often and how fast it is found out who asks and what they may.</summary>
internal sealed class AccessMetrics(TimeProvider time) : IMetricSource
{
    private static readonly string[] KnownUsers = ["admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default"];
    private readonly LabeledCounters _users = new("authenticated_user_requests", "Requests by the user, of whom few are told apart.", "username");
    private readonly LabeledCounters _attempts = new("authentication_attempts", "Authentications by their outcome.", "result");
    private readonly LabeledDurations _authentications = new("authentication_duration_seconds", "How long authentication took, by its outcome.", "result");
    private readonly LabeledCounters _decisions = new("authorization_attempts_total", "Authorizations by their outcome.", "result");
    private readonly LabeledDurations _authorizations = new("authorization_duration_seconds", "How long authorization took, by its outcome.", "result");

    public long Begin() => time.GetTimestamp();

    /// <param name="user">Null if the credentials were refused.</param>
    public void Authenticated(UserInfo? user, long began)
    {
        var result = user is null ? "failure" : "success";
        _attempts.Add(result);
        _authentications.Observe(time.GetElapsedTime(began), result);
        if (user is not null)
            _users.Add(Group(user.Name));
    }

    public void Authorized(AuthorizationVerdict verdict, long began)
    {
        var result = verdict switch { AuthorizationVerdict.Allow => "allowed", AuthorizationVerdict.Deny => "denied", _ => "no-opinion" };
        _decisions.Add(result);
        _authorizations.Observe(time.GetElapsedTime(began), result);
    }

    public void Write(MetricText output)
    {
        foreach (var family in (IMetricSource[])[_users, _attempts, _authentications, _decisions, _authorizations])
            family.Write(output);
    }

    private static string Group(string user) => KnownUsers.Contains(user) ? user : user.Contains('@') ? "email_id" : "other";
}
