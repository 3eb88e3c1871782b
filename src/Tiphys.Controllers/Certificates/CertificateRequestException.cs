namespace Tiphys.Controllers.Certificates;

/// <summary>A certificate request that will not be signed as it stands.</summary>
internal sealed class CertificateRequestException(string message) : Exception(message);
