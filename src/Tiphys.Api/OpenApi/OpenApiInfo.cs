using Tiphys.Api.Documents;

namespace Tiphys.Api.OpenApi;

/// <summary>What every document says of the server.</summary>
internal static class OpenApiInfo
{
    public const string Title = "Kubernetes";

    /// <summary>The API level.</summary>
    public const string Version = "v1.36.0";

    public static DocObject Info() => new() { { "title", Title }, { "version", Version } };

    public static DocObject SecurityScheme() => new()
    {
        {
            "BearerToken",
            new DocObject
            {
                { "description", "A bearer token" }, { "type", "apiKey" }, { "name", "authorization" }, { "in", "header" },
            }
        },
    };
}
