using Tiphys.Api.Resources;

namespace Tiphys.Api.Catalogue;

/// <summary>Reads the rows of the resource table from the embedded catalogue.</summary>
internal static class ResourceReader
{
    public static IEnumerable<ResourceInfo> Read(BuiltInSchemas schemas)
    {
        for (var i = 0; i < schemas.Resources.Count; i++)
            yield return Read(new CatalogueCursor(schemas.Resources[i], schemas.Strings), schemas);
    }

    private static ResourceInfo Read(CatalogueCursor record, BuiltInSchemas schemas)
    {
        var version = Version(ref record);
        var (plural, singular, kind) = (record.Text(), record.Text(), record.Text());
        return new()
        {
            GroupVersion = version,
            Resource = plural,
            Singular = singular,
            Kind = kind,
            ListKind = kind + "List",
            Namespaced = record.Boolean(),
            HasGeneration = record.Boolean(),
            ReturnsDeletedObject = record.Boolean(),
            Verbs = Verbs(record.Byte()),
            ShortNames = record.Texts(),
            Categories = record.Texts(),
            SelectableFields = record.Texts(),
            StorageVersion = Version(ref record),
            Schema = schemas.Definition(record.Number()),
            Subresources = Subresources(ref record),
        };
    }

    private static IReadOnlyList<SubresourceInfo> Subresources(ref CatalogueCursor record)
    {
        var count = record.Number();
        if (count == 0)
            return [];
        var made = new SubresourceInfo[count];
        for (var i = 0; i < count; i++)
        {
            var name = record.Text();
            var version = Version(ref record);
            made[i] = new(name, record.Text(), version, Verbs(record.Byte()));
        }

        return made;
    }

    private static GroupVersion Version(ref CatalogueCursor record)
    {
        GroupVersion.TryParse(record.Text(), out var version);
        return version;
    }

    private static string[] Verbs(int bits) => [.. CatalogueFormat.Verbs.Where((_, bit) => (bits & (1 << bit)) != 0)];
}
