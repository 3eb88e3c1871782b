using System.Net;

namespace Tiphys.Network.Proxy;

/// <summary>One address behind a service port.</summary>
/// <param name="Zones">Zones the endpoint is meant for by its hints; empty if it has none.</param>
internal sealed record ProxyEndpoint(
    IPAddress Address, int Port, bool IsReady, bool IsServing, bool IsTerminating, bool IsLocal, IReadOnlyList<string> Zones);
