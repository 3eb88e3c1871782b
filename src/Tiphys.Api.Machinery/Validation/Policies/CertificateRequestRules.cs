using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>PKCS#10 certificate requests and issued certificates in PEM, as they come base64 encoded.</summary>
internal static class CertificateRequestRules
{
    /// <summary>True if the text holds one certificate request with a good signature.</summary>
    public static bool IsRequest(string base64)
    {
        try
        {
            var pem = Encoding.ASCII.GetString(Convert.FromBase64String(base64));
            if (!PemBlocks.TryTake(pem, out var block, out _) || block.Label is not "CERTIFICATE REQUEST")
                return false;
            CertificateRequest.LoadSigningRequest(Convert.FromBase64String(block.Base64.ToString()), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
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

    /// <summary>What is wrong with an issued chain of certificates in PEM, base64 encoded; null if nothing is or there is none.</summary>
    public static string? ComplaintAboutCertificate(string base64)
    {
        if (base64.Length == 0)
            return null;
        try
        {
            var rest = Encoding.ASCII.GetString(Convert.FromBase64String(base64)).AsSpan();
            var blocks = 0;
            for (; PemBlocks.TryTake(rest, out var block, out rest); blocks++)
            {
                if (block.Label is not "CERTIFICATE")
                    return $"only CERTIFICATE PEM blocks are allowed, found \"{block.Label}\"";
                X509CertificateLoader.LoadCertificate(Convert.FromBase64String(block.Base64.ToString())).Dispose();
            }

            return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
        catch (CryptographicException e)
        {
            return e.Message;
        }
    }
}
