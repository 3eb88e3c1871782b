using Tiphys.CompareServers.Comparing;
using Tiphys.CompareServers.Connection;
using Tiphys.CompareServers.Runs;
using Tiphys.CompareServers.Schemas;

if (args is not [("create" or "update" or "script") and var run, var ours, var theirs, .. var rest] || run == "script" && rest.Length == 0)
{
    Console.Error.WriteLine("usage: Tiphys.CompareServers create|update OUR-KUBECONFIG PEER-KUBECONFIG [KIND...]");
    Console.Error.WriteLine("       Tiphys.CompareServers script OUR-KUBECONFIG PEER-KUBECONFIG FILE...");
    return 2;
}

var report = new Report();
using var here = new Server(ours);
using var there = new Server(theirs);
var pair = new ServerPair(here, there, report);
await Scene.SetUpAsync(pair);
if (run == "script")
{
    foreach (var file in rest)
        await new ScriptRun(pair, report).RunAsync(file);
}
else
{
    var library = await SchemaLibrary.LoadAsync(there);
    var seeds = rest.Length == 0 ? Seeds.Read(null) : [.. rest.SelectMany(Seeds.Read)];
    await (run == "create" ? new CreateRun(pair, library).RunAsync(seeds) : new UpdateRun(pair, library).RunAsync(seeds));
}

report.Print(Console.Out);
return report.Differences == 0 ? 0 : 1;
