namespace Tiphys.Api.OpenApi;

/// <summary>A parameter of an operation.</summary>
/// <param name="In"><c>query</c> or <c>path</c>.</param>
/// <param name="Type"><c>string</c>, <c>integer</c> or <c>boolean</c>.</param>
internal sealed record ApiParameter(string Name, string In, string Type, string Description)
{
    public bool Required => In == "path";
}
