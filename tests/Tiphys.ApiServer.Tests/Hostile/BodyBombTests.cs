using System.Text;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>Bodies made to cost time, memory or the stack: each is refused as what it is, and the server goes on.</summary>
public sealed class BodyBombTests(BombedServer bombed) : IClassFixture<BombedServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private const string Webhooks = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private const int Most = (3 << 20) - 2_000;

    public static TheoryData<string, string, string, int> Bombs { get; } = new()
    {
        { "json-arrays", ConfigMaps, "application/json", 400 },
        { "json-objects", ConfigMaps, "application/json", 400 },
        { "json-empty-containers", Pods, "application/json", 413 },
        { "json-many-errors", ConfigMaps, "application/json", 422 },
        { "json-deep-duplicates", ConfigMaps, "application/json", 422 },
        { "json-huge-number", Pods, "application/json", 400 },
        { "json-huge-exponent", Pods, "application/json", 400 },
        { "json-huge-quantity", Pods, "application/json", 400 },
        { "json-invalid-utf8", ConfigMaps, "application/json", 400 },
        { "json-truncated", ConfigMaps, "application/json", 400 },
        { "json-too-deep", ConfigMaps, "application/json", 413 },
        { "yaml-aliases_CVE_2019_11253", ConfigMaps, "application/yaml", 400 },
        { "yaml-flow-depth_CVE_2019_11254", ConfigMaps, "application/yaml", 400 },
        { "yaml-sequences_CVE_2019_11254", ConfigMaps, "application/yaml", 400 },
        { "yaml-merges_CVE_2019_11253", ConfigMaps, "application/yaml", 400 },
        { "json-many-values", Pods, "application/json", 413 },
        { "cbor-deep", ConfigMaps, "application/cbor", 400 },
        { "cbor-deep-tags", ConfigMaps, "application/cbor", 400 },
        { "cbor-duplicates", ConfigMaps, "application/cbor", 400 },
        { "cbor-empty-lists", Pods, "application/cbor", 400 },
        { "cbor-empty-containers", Pods, "application/cbor", 400 },
        { "cbor-huge-count", ConfigMaps, "application/cbor", 400 },
        { "cbor-huge-text", ConfigMaps, "application/cbor", 400 },
        { "claims-unknown", Pods, "application/json", 422 },
        { "protobuf-garbage", ConfigMaps, "application/vnd.kubernetes.protobuf", 400 },
        { "protobuf-empty-containers", Pods, "application/vnd.kubernetes.protobuf", 413 },
        { "yaml-many-keys", ConfigMaps, "application/yaml", 400 },
        { "yaml-many-flow-keys", ConfigMaps, "application/yaml", 400 },
        { "yaml-many-documents", ConfigMaps, "application/yaml", 400 },
        { "schedule-list", "/apis/batch/v1/namespaces/default/cronjobs", "application/json", 422 },
        { "request-beginnings", Requests, "application/json", 422 },
        { "policy-validations", Policies, "application/json", 422 },
        { "policy-variables", Policies, "application/json", 422 },
        { "webhook-conditions", Webhooks, "application/json", 422 },
        { "definition-patterns", Definitions, "application/json", 422 },
        { "definition-branch-patterns", Definitions, "application/json", 422 },
        { "definition-long-pattern", Definitions, "application/json", 422 },
        { "definition-rules", Definitions, "application/json", 422 },
        { "oversized", ConfigMaps, "application/json", 413 },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Body_MadeToHurt_IsRefusedAndTheServerGoesOn(string name, string path, string contentType, int code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Make(name)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await bombed.Server.Http.SendAsync(request);

        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(code == (int)answer.StatusCode, $"{(int)answer.StatusCode} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(300, body.Length)))}");
        Assert.Equal("Failure", Api.Documents.DocReader.ParseObject(body).GetString("status"));
        Assert.InRange(body.Length, 1, 1 << 20);
        Assert.Equal(200, (await bombed.Server.GetAsync(ConfigMaps)).Code);
    }

    private static byte[] Make(string name)
    {
        switch (name)
        {
            case "json-invalid-utf8":
                return [.. "{\"metadata\":{\"name\":\""u8, 0xc3, 0x28, .. "\"}}"u8];
            case "protobuf-garbage":
                return [.. "k8s\0"u8, .. Enumerable.Repeat((byte)0xff, 100_000)];
            case "protobuf-empty-containers":
                return Envelope("Pod", Field(2, [.. Enumerable.Repeat<byte[]>([0x12, 0x00], 1_400_000).SelectMany(field => field)]));
            case "cbor-deep":
                return [.. Enumerable.Repeat((byte)0x81, Most)];
            case "cbor-deep-tags":
                return [.. Enumerable.Repeat((byte)0xc6, Most)];
            case "cbor-duplicates":
                return [0xba, 0x00, 0x0a, 0xae, 0x60, .. Enumerable.Repeat<byte[]>([0x41, (byte)'a', 0xf6], 700_000).SelectMany(member => member)];
            case "cbor-empty-lists":
                return CborPod(0x80);
            case "cbor-empty-containers":
                return CborPod(0xa0);
            case "cbor-huge-count":
                return [0xbb, .. Enumerable.Repeat((byte)0xff, 8)];
            case "cbor-huge-text":
                return [0xa1, 0x5b, 0x7f, .. Enumerable.Repeat((byte)0xff, 7)];
            default:
                return Encoding.UTF8.GetBytes(Text(name));
        }
    }

    private static string Text(string name) => name switch
    {
        "json-arrays" => new('[', Most),
        "json-objects" => Repeat("{\"a\":", Most / 5),
        "json-empty-containers" => """{"metadata":{"name":"p"},"spec":{"containers":[EMPTY{}]}}""".Replace("EMPTY", Repeat("{},", 900_000)),
        "json-many-errors" => """{"metadata":{"name":"c","finalizers":[NAMES]}}""".Replace("NAMES", string.Join(',', Enumerable.Range(0, 150_000).Select(at => $"\"a{at}\""))),
        "json-deep-duplicates" => "{" + Nested($"\"{new string('n', 100)}\":", 390, "{" + Repeat("\"a\":1,", 300_000) + "\"a\":1}") + "}",
        "json-many-values" => """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","args":[TEXTS]}]}}""".Replace("TEXTS", Repeat("\"\",", 900_000) + "\"\""),
        "claims-unknown" => """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":{"claims":[WANTED]}}],"resourceClaims":[KNOWN]}}"""
            .Replace("WANTED", Objects("w", 3_000)).Replace("KNOWN", Objects("k", 3_000)),
        "json-huge-number" => """{"metadata":{"name":"p"},"spec":{"priority":NINES}}""".Replace("NINES", new('9', 100_000)),
        "json-huge-exponent" => """{"metadata":{"name":"p"},"spec":{"priority":1e999999999}}""",
        "json-huge-quantity" => """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"NINES"}}}]}}""".Replace("NINES", new('9', 2_000_000)),
        "json-truncated" => """{"metadata":{"name":"c"},"data":{"a":"b""",
        "json-too-deep" => """{"metadata":{"name":"c","managedFields":[{"manager":"m","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{DEEP}}]}}"""
            .Replace("DEEP", Nested("\"f:a\":", 450, "{}")),
        "yaml-aliases_CVE_2019_11253" => "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 12).Select(at => $"a{at}: &a{at} [{Repeat($"*a{at - 1},", 9)}]\n")),
        "yaml-flow-depth_CVE_2019_11254" => $"x: {new string('[', 480)}{Repeat("1,", 1_400_000)}{new string(']', 480)}",
        "yaml-sequences_CVE_2019_11254" => Repeat("- ", Most / 2),
        "yaml-merges_CVE_2019_11253" => $"a: &a {{{string.Join(',', Enumerable.Range(0, 3_000).Select(at => $"k{at}: 1"))}}}\nb: {{{string.Join(',', Enumerable.Repeat("<<: *a", 3_000))}}}",
        "yaml-many-keys" => "metadata:\n  name: c\ndata:\n" + string.Concat(Enumerable.Range(0, 230_000).Select(at => $"  k{at}: v\n")),
        "yaml-many-flow-keys" => $"{{metadata: {{name: c}}, data: {{{string.Join(',', Enumerable.Range(0, 260_000).Select(at => $"k{at}: v"))}}}}}",
        "yaml-many-documents" => Repeat("--- a\n", Most / 6),
        "oversized" => """{"metadata":{"name":"c"},"data":{"a":"LONG"}}""".Replace("LONG", new('x', 3 << 20)),
        _ => Expensive(name),
    };

    /// <summary>Bodies whose parts would each be compiled, parsed or searched for.</summary>
    private static string Expensive(string name) => name switch
    {
        "schedule-list" => """{"metadata":{"name":"c"},"spec":{"schedule":"ONES * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"i"}]}}}}}}"""
            .Replace("ONES", Repeat("1,", 1_400_000) + "1"),
        "request-beginnings" => """{"metadata":{"name":"c"},"spec":{"signerName":"a.b/c","usages":["client auth"],"request":"PEM"}}"""
            .Replace("PEM", Convert.ToBase64String(Encoding.ASCII.GetBytes(Repeat("-----BEGIN CERTIFICATE REQUEST-----\n", 60_000)))),
        "policy-validations" => Policy(""" "validations":[MANY] """, Many(25_000, """{"expression":"object.metadata.name.matches('(a|b)*c{1,100}#')"}""")),
        "policy-variables" => Policy(""" "validations":[{"expression":"true"}],"variables":[MANY] """, Many(50_000, """{"name":"v#","expression":"1"}""")),
        "webhook-conditions" => """{"metadata":{"name":"w"},"webhooks":[{"name":"w.x.y","clientConfig":{"url":"https://a/"},"sideEffects":"None","admissionReviewVersions":["v1"],"matchConditions":[MANY]}]}"""
            .Replace("MANY", Many(50_000, """{"name":"v#","expression":"1 == #"}""")),
        "definition-patterns" => Definition("""{"type":"object","properties":{MANY}}""", Many(40_000, """ "p#":{"type":"string","pattern":"^[a-z]{1,900}(a|b)*#$"} """)),
        "definition-branch-patterns" => Definition("""{"type":"object","properties":{"a":{"type":"string","anyOf":[MANY]}}}""", Many(90_000, """{"pattern":"a#"}""")),
        "definition-long-pattern" => Definition("""{"type":"object","properties":{"a":{"type":"string","pattern":"MANY"}}}""", Repeat("a|", 1_000_000)),
        "definition-rules" => Definition("""{"type":"object","x-kubernetes-validations":[MANY]}""", Many(90_000, """{"rule":"1 == #"}""")),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Policy(string lists, string many) =>
        """{"metadata":{"name":"p"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]},LISTS}}"""
            .Replace("LISTS", lists).Replace("MANY", many);

    private static string Definition(string schema, string many) =>
        """{"metadata":{"name":"foos.bombs.example"},"spec":{"group":"bombs.example","names":{"plural":"foos","kind":"Foo"},"scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":SCHEMA}}]}}"""
            .Replace("SCHEMA", schema).Replace("MANY", many);

    /// <summary>A list of texts that tell their number where the form has a #.</summary>
    private static string Many(int count, string form) => string.Join(',', Enumerable.Range(0, count).Select(at => form.Replace("#", $"{at}", StringComparison.Ordinal)));

    private static string Nested(string member, int depth, string inner) => $"{member}{Repeat("{" + member, depth - 1)}{inner}{new string('}', depth - 1)}";

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Objects(string prefix, int count) => string.Join(',', Enumerable.Range(0, count).Select(at => $$"""{"name":"{{prefix}}{{at}}","resourceClaimName":"r"}"""));

    /// <summary>A pod whose three million containers are a byte each.</summary>
    private static byte[] CborPod(byte container) =>
    [
        0xa2, 0x48, .. "metadata"u8, 0xa1, 0x44, .. "name"u8, 0x41, (byte)'p',
        0x44, .. "spec"u8, 0xa1, 0x4a, .. "containers"u8, 0x9a, 0x00, 0x2d, 0xc6, 0xc0, .. Enumerable.Repeat(container, 3_000_000),
    ];

    private static byte[] Envelope(string kind, byte[] spec)
    {
        byte[] type = [.. Field(1, "v1"u8), .. Field(2, Encoding.UTF8.GetBytes(kind))];
        byte[] raw = [.. Field(1, Field(1, "p"u8)), .. spec];
        return [.. "k8s\0"u8, .. Field(1, type), .. Field(2, raw)];
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        var head = new List<byte> { (byte)((number << 3) | 2) };
        var length = (uint)content.Length;
        for (; length >= 0x80; length >>= 7)
            head.Add((byte)(length | 0x80));
        head.Add((byte)length);
        return [.. head, .. content];
    }
}
