using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>PKCS#10 certificate requests in PEM, as they come base64 encoded.</summary>
internal static class CertificateRequestRules
{
    /// <summary>True if the text holds one certificate request with a good signature.</summary>
    public static bool IsRequest(string base64)
    {
        try
        {
            var pem = Encoding.ASCII.GetString(Convert.FromBase64String(base64));
            if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "CERTIFICATE REQUEST")
                return false;
            CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return true;
        }
        catch (FormatException)
        {
            // Not base64.
            return false;
        }
        catch (CryptographicException)
        {
            // Not a request, or its signature does not fit.
            return false;
        }
    }
}
