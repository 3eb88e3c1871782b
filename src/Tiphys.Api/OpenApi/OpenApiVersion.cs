namespace Tiphys.Api.OpenApi;

/// <summary>The two generations of the specification.</summary>
internal enum OpenApiVersion
{
    V2,
    V3,
}
