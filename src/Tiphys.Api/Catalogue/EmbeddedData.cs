namespace Tiphys.Api.Catalogue;

/// <summary>The files that the build embeds.</summary>
internal static class EmbeddedData
{
    public static Stream Open(string name) =>
        typeof(EmbeddedData).Assembly.GetManifestResourceStream("Tiphys.Api." + name)
        ?? throw new InvalidOperationException($"The build has not embedded {name}.");

    public static byte[] Read(string name)
    {
        using var stream = Open(name);
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
