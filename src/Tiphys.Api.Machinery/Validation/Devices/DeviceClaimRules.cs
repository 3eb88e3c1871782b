using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Storage;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>What a claim asks for: requests, constraints over them, configuration.</summary>
internal static class DeviceClaimRules
{
    private const int MostConstraints = 32;
    private const int MostAlternatives = 8;
    private const int LongestParameters = 10 * 1024;
    private const string OneKind = "exactly one of `exactly` or `firstAvailable` is required";
    private const string OneReference = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    public static void Validate(DocObject devices, FieldPath path, FieldErrors errors)
    {
        var requests = DeviceNames.Limited(devices, "requests", DeviceNames.MostRequests, path, errors).ToArray();
        foreach (var (request, at) in requests)
            Request(request, at, errors);
        DeviceNames.Unique(requests, "name", errors);
        var names = Names(devices);
        foreach (var (constraint, at) in DeviceNames.Limited(devices, "constraints", MostConstraints, path, errors))
        {
            References(constraint, names, at, errors);
            if (constraint["matchAttribute"] is DocString match)
                DeviceNames.FullyQualified(match.Value, at.Child("matchAttribute"), errors);
            else if (constraint["distinctAttribute"] is DocString distinct)
                DeviceNames.FullyQualified(distinct.Value, at.Child("distinctAttribute"), errors);
            else
                errors.Required(at, "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
        }

        foreach (var (configuration, at) in DeviceNames.Limited(devices, "config", DeviceNames.MostConfigurations, path, errors))
        {
            References(configuration, names, at, errors);
            ValidateOpaque(configuration, at, errors);
        }
    }

    /// <summary>The names by which a claim's requests can be meant, alternatives after the request they are of.</summary>
    public static HashSet<string> Names(DocObject devices)
    {
        var names = new HashSet<string>();
        foreach (var request in devices.GetArray("requests")?.Objects() ?? [])
        {
            names.Add(request.Text("name"));
            foreach (var alternative in request.GetArray("firstAvailable")?.Objects() ?? [])
                names.Add($"{request.Text("name")}/{alternative.Text("name")}");
        }

        return names;
    }

    public static void Reference(string name, HashSet<string> names, FieldPath path, FieldErrors errors)
    {
        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            errors.Invalid(path, name, OneReference);
            return;
        }

        foreach (var part in parts)
            errors.InvalidIf(NameFormats.Label1123(part), path, part);
        if (!names.Contains(name))
            errors.Invalid(path, name, OneReference);
    }

    public static void References(DocObject owner, HashSet<string> names, FieldPath path, FieldErrors errors)
    {
        if (owner.GetArray("requests") is { Count: > DeviceNames.MostRequests } many)
        {
            errors.TooMany(path.Child("requests"), many.Count, DeviceNames.MostRequests);
            return;
        }

        var entries = owner.Texts("requests", path).ToArray();
        foreach (var (name, at) in entries)
            Reference(name, names, at, errors);
        var seen = new HashSet<string>();
        foreach (var (name, at) in entries.Where(entry => !seen.Add(entry.Value)))
            errors.Duplicate(at, name);
    }

    /// <summary>Parameters that only a driver understands.</summary>
    public static void ValidateOpaque(DocObject owner, FieldPath path, FieldErrors errors)
    {
        if (owner.GetObject("opaque") is not { } opaque)
        {
            errors.Required(path.Child("opaque"));
            return;
        }

        var at = path.Child("opaque");
        CsiValidators.DriverName(opaque.Text("driver"), at.Child("driver"), errors);
        if (opaque["parameters"] is null or DocNull)
            errors.Required(at.Child("parameters"));
        else if (opaque["parameters"] is not DocObject parameters)
            errors.Invalid(at.Child("parameters"), "<value omitted>", "must be a valid JSON object");
        else if (parameters.ToString().Length > LongestParameters)
            errors.TooLong(at.Child("parameters"), LongestParameters);
    }

    private static void Request(DocObject request, FieldPath path, FieldErrors errors)
    {
        errors.InvalidIf(NameFormats.Label1123(request.Text("name")), path.Child("name"), request.Text("name"));
        var exactly = request.GetObject("exactly");
        var hasAlternatives = request.GetArray("firstAvailable") is { Count: > 0 };
        if (exactly is null && !hasAlternatives)
        {
            errors.Required(path, OneKind);
        }
        else if (exactly is not null && hasAlternatives)
        {
            errors.Invalid(path, DocNull.Instance, OneKind + ", but multiple fields are set");
        }
        else if (exactly is not null)
        {
            Wish(exactly, path.Child("exactly"), errors);
        }
        else
        {
            var alternatives = DeviceNames.Limited(request, "firstAvailable", MostAlternatives, path, errors).ToArray();
            foreach (var (alternative, at) in alternatives)
            {
                errors.InvalidIf(NameFormats.Label1123(alternative.Text("name")), at.Child("name"), alternative.Text("name"));
                Wish(alternative, at, errors);
            }

            DeviceNames.Unique(alternatives, "name", errors);
        }
    }

    private static void Wish(DocObject wish, FieldPath path, FieldErrors errors)
    {
        if (!wish.IsSet("deviceClassName"))
            errors.Required(path.Child("deviceClassName"));
        else
            errors.InvalidIf(NameFormats.Subdomain(wish.Text("deviceClassName")), path.Child("deviceClassName"), wish["deviceClassName"]);
        DeviceSelectorRules.Validate(wish, path, errors);
        var count = wish.GetInt64("count") ?? 0;
        switch (wish.Text("allocationMode"))
        {
            case "All":
                if (count != 0)
                    errors.Invalid(path.Child("count"), count, "must not be specified when allocationMode is 'All'");
                break;
            case "ExactCount":
                if (count <= 0)
                    errors.Invalid(path.Child("count"), count, "must be greater than zero");
                break;
            default:
                errors.Supported(wish, "allocationMode", path, "All", "ExactCount");
                break;
        }

        foreach (var (toleration, at) in wish.Items("tolerations", path))
            DeviceTaintRules.Toleration(toleration, at, errors);
    }
}
