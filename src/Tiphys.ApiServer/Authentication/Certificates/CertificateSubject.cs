using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tiphys.ApiServer.Authentication.Certificates;

/// <summary>Reads a user from a certificate's subject.</summary>
internal static class CertificateSubject
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string KubernetesUid = "1.3.6.1.4.1.57683.2";

    public static UserInfo ToUser(X509Certificate2 certificate)
    {
        var fingerprint = Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return new UserInfo(ValuesOf(certificate.SubjectName, CommonName).LastOrDefault(""))
        {
            Uid = ValuesOf(certificate.SubjectName, KubernetesUid).LastOrDefault(""),
            Groups = GroupsOf(certificate.SubjectName),
            Extra = new Dictionary<string, IReadOnlyList<string>> { [UserExtra.CredentialId] = [$"X509SHA256={fingerprint}"] },
        };
    }

    public static IReadOnlyList<string> GroupsOf(X500DistinguishedName subject) => [.. ValuesOf(subject, Organization)];

    private static IEnumerable<string> ValuesOf(X500DistinguishedName subject, string attribute) =>
        from part in subject.EnumerateRelativeDistinguishedNames(reversed: false)
        where !part.HasMultipleElements && part.GetSingleElementType().Value == attribute
        select part.GetSingleElementValue() ?? "";
}
