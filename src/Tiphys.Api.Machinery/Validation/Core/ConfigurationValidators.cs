using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Config maps and secrets.</summary>
internal static class ConfigurationValidators
{
    private const int MostBytes = 1024 * 1024;
    private static readonly FieldPath Data = FieldPath.Root.Child("data");

    // The keys that a type of secret must have.
    private static readonly Dictionary<string, string[]> SecretKeys = new()
    {
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
    };

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("", "ConfigMap")] = new(ConfigMap) { Change = (updated, old, errors) => StaysIfImmutable(updated, old, errors, "data", "binaryData") },
        [("", "Secret")] = new(Secret) { Change = SecretChange },
    };

    private static void ConfigMap(DocObject map, FieldErrors errors)
    {
        var binary = FieldPath.Root.Child("binaryData");
        var data = map.GetObject("data");
        var size = 0L;
        foreach (var (key, value) in data ?? [])
        {
            errors.InvalidIf(NameFormats.ConfigKey(key), Data.Key(key), key);
            size += Encoding.UTF8.GetByteCount((value as DocString)?.Value ?? "");
        }

        foreach (var (key, value) in map.GetObject("binaryData") ?? [])
        {
            errors.InvalidIf(NameFormats.ConfigKey(key), binary.Key(key), key);
            if (data?.ContainsKey(key) == true)
                errors.Invalid(binary.Key(key), key, "duplicate of key present in data");
            size += DecodedLength(value);
        }

        if (size > MostBytes)
            errors.TooLong(FieldPath.Root, MostBytes);
    }

    private static void Secret(DocObject secret, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in secret.GetObject("data") ?? [])
        {
            errors.InvalidIf(NameFormats.ConfigKey(key), Data.Key(key), key);
            size += DecodedLength(value);
        }

        if (size > MostBytes)
            errors.TooLong(Data, MostBytes);
        var data = secret.GetObject("data") ?? [];
        if (SecretKeys.TryGetValue(secret.Text("type"), out var required))
        {
            foreach (var key in required.Where(key => !data.ContainsKey(key)))
                errors.Required(Data.Key(key));
        }

        switch (secret.Text("type"))
        {
            case "kubernetes.io/service-account-token"
                when (secret.GetPath("metadata", "annotations") as DocObject)?.IsSet("kubernetes.io/service-account.name") != true:
                errors.Required(FieldPath.Root.Child("metadata", "annotations").Key("kubernetes.io/service-account.name"));
                break;
            case "kubernetes.io/basic-auth" when !data.ContainsKey("username") && !data.ContainsKey("password"):
                errors.Required(Data.Key("username"));
                errors.Required(Data.Key("password"));
                break;
            case "kubernetes.io/dockercfg" or "kubernetes.io/dockerconfigjson":
                ValidateDockerConfig(secret.Text("type"), data, errors);
                break;
        }
    }

    private static void ValidateDockerConfig(string type, DocObject data, FieldErrors errors)
    {
        var key = SecretKeys[type][0];
        if (data[key] is not DocString text)
            return;
        try
        {
            DocReader.Parse(Convert.FromBase64String(text.Value));
        }
        catch (DocFormatException)
        {
            // Its content is a secret: the value is not shown.
            errors.Invalid(Data.Key(key), "<secret contents redacted>", "invalid character in the JSON of the configuration");
        }
        catch (FormatException)
        {
            errors.Invalid(Data.Key(key), "<secret contents redacted>", "must be base64");
        }
    }

    private static void SecretChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        errors.Immutable(updated, old, "type", FieldPath.Root);
        StaysIfImmutable(updated, old, errors, "data");
    }

    private static void StaysIfImmutable(DocObject updated, DocObject old, FieldErrors errors, params ReadOnlySpan<string> names)
    {
        if (old.GetBool("immutable") != true)
            return;
        if (updated.GetBool("immutable") != true)
            errors.Forbidden(FieldPath.Root.Child("immutable"), "field is immutable when `immutable` is set");
        foreach (var name in names)
        {
            if (!updated[name].SameAs(old[name]))
                errors.Forbidden(FieldPath.Root.Child(name), "field is immutable when `immutable` is set");
        }
    }

    private static long DecodedLength(DocNode value)
    {
        var text = (value as DocString)?.Value ?? "";
        return (text.Length / 4 * 3) - (text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith('=') ? 1 : 0);
    }
}
