namespace Tiphys.Api.OpenApi;

/// <summary>The parameters that operations share, in groups as operations have them; each group in order of the names.</summary>
internal static class ApiParameters
{
    public static readonly ApiParameter Namespace = Path("namespace", "The namespace of the object.");
    public static readonly ApiParameter Pretty = Text("pretty", "\"true\" asks for indented output. Browsers, curl and wget get it unasked.");

    private static readonly ApiParameter DryRun = Text(
        "dryRun", "\"All\" goes through every step of the request but stores nothing. Any other value is an error.");

    private static readonly ApiParameter FieldValidation = Text(
        "fieldValidation", "What happens to unknown and duplicate fields: \"Ignore\" drops them, \"Warn\" (the default) drops them and says so in "
        + "Warning headers, \"Strict\" refuses the request.");

    private static readonly ApiParameter Continue = Text(
        "continue", "Goes on with a list that was cut by limit: the token that came with the previous part. A token that is too old is "
        + "refused with 410 and a fresh one to go on with, at the price of consistency.");

    private static readonly ApiParameter FieldSelector = Text("fieldSelector", "Only objects whose fields have these values.");
    private static readonly ApiParameter LabelSelector = Text("labelSelector", "Only objects whose labels match.");
    private static readonly ApiParameter Limit = Number("limit", "The most objects in one answer; more are fetched with continue.");

    private static readonly ApiParameter ResourceVersion = Text(
        "resourceVersion", "Which state to serve, or for a watch the state to start after. Empty means the newest.");

    private static readonly ApiParameter ResourceVersionMatch = Text(
        "resourceVersionMatch", "How resourceVersion binds a list: \"Exact\" or \"NotOlderThan\". Needs resourceVersion.");

    private static readonly ApiParameter SendInitialEvents = Flag(
        "sendInitialEvents", "A watch begins with an ADDED event for every object there is, then a bookmark annotated "
        + "k8s.io/initial-events-end.");

    private static readonly ApiParameter ShardSelector = Text("shardSelector", "Only the objects of a part of the key space.");
    private static readonly ApiParameter TimeoutSeconds = Number("timeoutSeconds", "Ends the request after so many seconds.");

    /// <summary>What a create, update or patch accepts.</summary>
    public static readonly IReadOnlyList<ApiParameter> Write =
    [
        DryRun, Text("fieldManager", "The name under which the written fields are owned; at most 128 printable characters."), FieldValidation,
    ];

    public static readonly IReadOnlyList<ApiParameter> Patch =
    [
        DryRun,
        Text("fieldManager", "The name under which the written fields are owned. An apply must give it; other patches may."),
        FieldValidation,
        Flag("force", "An apply takes over fields that others own and that differ. Only for apply."),
    ];

    public static readonly IReadOnlyList<ApiParameter> List =
    [
        Flag("allowWatchBookmarks", "A watch may contain BOOKMARK events, which carry nothing but a resourceVersion to resume from."),
        Continue, FieldSelector, LabelSelector, Limit, ResourceVersion, ResourceVersionMatch, SendInitialEvents, ShardSelector, TimeoutSeconds,
        Flag("watch", "A stream of changes instead of a list."),
    ];

    public static readonly IReadOnlyList<ApiParameter> Delete =
    [
        DryRun,
        Number("gracePeriodSeconds", "Seconds until the object is removed; 0 at once. Its own default if not given."),
        Flag("ignoreStoreReadErrorWithClusterBreakingPotential", "Removes an object that cannot be read from the store, whatever depends on it."),
        Flag("orphanDependents", "Deprecated for propagationPolicy: whether dependents stay."),
        Text("propagationPolicy", "What happens to dependents: \"Orphan\", \"Background\" or \"Foreground\"."),
    ];

    public static readonly IReadOnlyList<ApiParameter> DeleteCollection =
    [
        .. Delete.Concat([Continue, FieldSelector, LabelSelector, Limit, ResourceVersion, ResourceVersionMatch, SendInitialEvents, ShardSelector, TimeoutSeconds])
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal),
    ];

    private static readonly IReadOnlyList<ApiParameter> Streams =
    [
        Text("container", "The container; the only one, or the default one, if not given."),
        Flag("stderr", "Passes standard error on."),
        Flag("stdin", "Passes standard input in."),
        Flag("stdout", "Passes standard output on."),
        Flag("tty", "The process has a terminal."),
    ];

    /// <summary>What the options kinds of streaming and proxying subresources hold.</summary>
    public static IReadOnlyList<ApiParameter> Options(string kind) => kind switch
    {
        "PodAttachOptions" => Streams,
        "PodExecOptions" => [Text("command", "The program and its arguments, one each; no shell."), .. Streams],
        "PodPortForwardOptions" => [Number("ports", "The ports to forward.")],
        "PodProxyOptions" or "ServiceProxyOptions" or "NodeProxyOptions" => [Text("path", "The path to request from the target.")],
        _ => [],
    };

    public static readonly IReadOnlyList<ApiParameter> Log =
    [
        Text("container", "The container; the only one if not given."),
        Flag("follow", "Goes on as the container writes."),
        Flag("insecureSkipTLSVerifyBackend", "Does not check the node's serving certificate."),
        Number("limitBytes", "Ends after so many bytes."),
        Flag("previous", "The log of the container's previous run."),
        Number("sinceSeconds", "Only what was written in the last so many seconds."),
        Text("stream", "\"All\", \"Stdout\" or \"Stderr\"."),
        Number("tailLines", "Only the last so many lines."),
        Flag("timestamps", "Begins each line with the time it was written."),
    ];

    public static ApiParameter Name(string kind) => Path("name", $"The name of the {kind}.");

    public static ApiParameter Path(string name, string description) => new(name, "path", "string", description);

    private static ApiParameter Text(string name, string description) => new(name, "query", "string", description);

    private static ApiParameter Number(string name, string description) => new(name, "query", "integer", description);

    private static ApiParameter Flag(string name, string description) => new(name, "query", "boolean", description);
}
