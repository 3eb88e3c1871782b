using System.Collections.Frozen;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>What the columns of built-in kinds mean, for clients that show it.</summary>
internal static class ColumnDescriptions
{
    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["Name"] = "The object's name, unique for its kind within its namespace.",
        ["Age"] = "Time since the object was created.",
        ["Created At"] = "When the object was created.",
        ["Ready"] = "How many are ready, of how many there should be.",
        ["Status"] = "The state the object is in.",
        ["Restarts"] = "How often containers were restarted, and when last.",
        ["IP"] = "The address of the pod.",
        ["Node"] = "The node it is bound to.",
        ["Nominated Node"] = "The node it is expected to be bound to once others have left it.",
        ["Readiness Gates"] = "How many of the conditions that readiness also waits for are true.",
        ["Desired"] = "How many there should be.",
        ["Current"] = "How many there are.",
        ["Up-to-date"] = "How many are of the latest template.",
        ["Available"] = "Whether, or how many are, available.",
        ["Containers"] = "Names of the template's containers.",
        ["Images"] = "Images of the template's containers.",
        ["Selector"] = "The labels that choose its pods.",
        ["Type"] = "Its type.",
        ["Cluster-IP"] = "The address within the cluster.",
        ["External-IP"] = "The addresses outside the cluster.",
        ["Port(s)"] = "Its ports, node ports behind a colon.",
        ["Data"] = "How many entries it has.",
        ["Roles"] = "Roles of the node, from its labels.",
        ["Version"] = "The version of the node agent.",
        ["Capacity"] = "How much it holds.",
        ["Access Modes"] = "How it may be mounted.",
        ["Reclaim Policy"] = "What becomes of it when its claim is deleted.",
        ["StorageClass"] = "The class it belongs to.",
        ["Reason"] = "Why it is in its state.",
        ["Message"] = "What happened, in words.",
        ["Last Seen"] = "Time since it last happened.",
        ["First Seen"] = "Time since it first happened.",
        ["Count"] = "How often it happened.",
        ["Object"] = "The object it is about.",
    }.ToFrozenDictionary();

    public static string Of(string column) => Texts.GetValueOrDefault(column, "");
}
