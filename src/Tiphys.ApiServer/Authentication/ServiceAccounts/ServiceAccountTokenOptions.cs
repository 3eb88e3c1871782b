namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>How service-account tokens are issued and which are accepted (kube-apiserver's <c>--service-account-*</c>).</summary>
public sealed record ServiceAccountTokenOptions
{
    /// <summary>The <c>iss</c> of new tokens, an https URL; tokens of the further issuers are accepted too, for changing it live.</summary>
    public required string Issuer { get; init; }

    public IReadOnlyList<string> FurtherIssuers { get; init; } = [];

    /// <summary>What a token must be meant for to be good here; tokens that ask for no audience get all of these. Empty: the issuer.</summary>
    public IReadOnlyList<string> ApiAudiences { get; init; } = [];

    /// <summary>PEM private key that signs, RSA or EC. Its public part is accepted too.</summary>
    public required string SigningKeyPem { get; init; }

    /// <summary>PEM keys of earlier times, still accepted.</summary>
    public IReadOnlyList<string> FurtherKeysPem { get; init; } = [];

    /// <summary>The longest life a token is given; longer wishes are cut, with a warning. Zero: no bound.</summary>
    public TimeSpan MaxExpiration { get; init; }

    /// <summary>Pod tokens asked for exactly <c>3607</c> seconds, the mark of the automatic mount, live a year and warn after the asked time,
    /// as kube-apiserver has it by default for clients that read their token once.</summary>
    public bool ExtendExpiration { get; init; } = true;

    /// <summary>Where the key set is served, told in the discovery document. Null: the issuer with <c>/openid/v1/jwks</c> behind it.</summary>
    public string? KeySetUri { get; init; }

    internal IReadOnlyList<string> EffectiveAudiences => ApiAudiences.Count > 0 ? ApiAudiences : [Issuer];
}
