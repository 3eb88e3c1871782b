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
        var name = "";
        var uid = "";
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (part.HasMultipleElements)
                continue;
            var value = part.GetSingleElementValue() ?? "";
            switch (part.GetSingleElementType().Value)
            {
                case CommonName:
                    name = value;
                    break;
                case Organization:
                    groups.Add(value);
                    break;
                case KubernetesUid:
                    uid = value;
                    break;
            }
        }

        var fingerprint = Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return new UserInfo(name)
        {
            Uid = uid,
            Groups = groups,
            Extra = new Dictionary<string, IReadOnlyList<string>> { [UserExtra.CredentialId] = [$"X509SHA256={fingerprint}"] },
        };
    }
}
