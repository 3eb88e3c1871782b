using Tiphys.Api.Documents;

namespace Tiphys.Cli.Kubeconfig;

/// <summary>Puts one cluster's entry into a kubeconfig and takes it out again; everything else in the file stays as it is.</summary>
public static class KubeconfigMerger
{
    private static readonly (string List, string Item)[] Lists = [("clusters", "cluster"), ("users", "user"), ("contexts", "context")];

    /// <summary>Adds or replaces the entry and makes it current. A namespace the user chose for the context is kept.</summary>
    public static void Merge(DocObject kubeconfig, KubeconfigEntry entry)
    {
        Put(kubeconfig, "clusters", "cluster", entry.Name, entry.Cluster());
        Put(kubeconfig, "users", "user", entry.Name, entry.User());
        var context = entry.Context();
        if (Find(kubeconfig.GetArray("contexts"), entry.Name)?.GetObject("context")?.GetString("namespace") is { } ns)
            context["namespace"] = ns;
        Put(kubeconfig, "contexts", "context", entry.Name, context);
        kubeconfig["current-context"] = entry.Name;
    }

    /// <summary>Removes the entry; answers whether there was one.</summary>
    public static bool Remove(DocObject kubeconfig, string name)
    {
        var removed = 0;
        foreach (var (list, _) in Lists)
            removed += kubeconfig.GetArray(list)?.RemoveAll(node => (node as DocObject)?.GetString("name") == name) ?? 0;
        if (removed > 0 && kubeconfig.GetString("current-context") == name)
            kubeconfig["current-context"] = "";
        return removed > 0;
    }

    private static void Put(DocObject kubeconfig, string list, string item, string name, DocObject value)
    {
        if (kubeconfig.GetArray(list) is not { } array)
            kubeconfig[list] = array = [];
        if (Find(array, name) is { } found)
            found[item] = value;
        else
            array.Add(new DocObject { { "name", name }, { item, value } });
    }

    private static DocObject? Find(DocArray? array, string name) => array?.Objects().FirstOrDefault(entry => entry.GetString("name") == name);
}
