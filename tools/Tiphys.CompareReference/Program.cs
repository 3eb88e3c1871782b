using Tiphys.CompareReference;

if (args is not [var folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: Tiphys.CompareReference REFERENCE-FOLDER");
    Console.Error.WriteLine("The folder holds swagger.json and discovery/*.json of a Kubernetes release.");
    return 2;
}

var report = new Report();
DiscoveryComparison.Run(Path.Combine(folder, "discovery"), report);
OpenApiComparison.Run(Path.Combine(folder, "swagger.json"), report);
report.Print(Console.Out);
return report.Differences == 0 ? 0 : 1;
