using Tiphys.SchemaGenerator;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: Tiphys.SchemaGenerator TABLES-DIRECTORY OUTPUT-DIRECTORY");
    return 2;
}

try
{
    var tables = Tables.Read(args[0]);
    var definitions = new DefinitionBuilder(tables, ModelDocs.Load()).Build();
    var writer = new CatalogueWriter(definitions, tables.Resources);
    Directory.CreateDirectory(args[1]);
    File.WriteAllBytes(Path.Combine(args[1], "catalogue.bin"), writer.Catalogue());
    File.WriteAllBytes(Path.Combine(args[1], "descriptions.bin"), writer.Descriptions());
    return 0;
}
catch (TableException e)
{
    // The form MSBuild recognises as an error, so that a wrong table line shows up like a wrong line of code.
    Console.Error.WriteLine($"{e.File}({e.Line}): error TABLE: {e.Message}");
    return 1;
}
