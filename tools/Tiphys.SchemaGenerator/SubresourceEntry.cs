namespace Tiphys.SchemaGenerator;

/// <summary>A subresource as the resources table names it.</summary>
internal sealed record SubresourceEntry(string Name, string ApiVersion, string Kind, string[] Verbs);
