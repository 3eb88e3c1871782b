using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Tells aggregated servers whose word on users to believe: ConfigMap <c>kube-system/extension-apiserver-authentication</c>.</summary>
internal sealed class AuthenticationConfigMap(AggregationOptions options, IObjectReader reader, IObjectWriter writer)
{
    private const string Namespace = "kube-system";
    private const string Name = "extension-apiserver-authentication";
    private static readonly GroupResource ConfigMaps = new("", "configmaps");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var data = Data();
        try
        {
            if (reader.Get(ConfigMaps, Namespace, Name)?.Decode() is not { } present)
            {
                await writer.CreateAsync(ConfigMaps, Make(data), cancellationToken).ConfigureAwait(false);
                return;
            }

            if (data.DeepEquals(present["data"]))
                return;
            present["data"] = data;
            await writer.UpdateAsync(ConfigMaps, present, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            // Another server of the same store keeps the same object.
        }
    }

    private DocObject Data()
    {
        var data = new DocObject();
        if (options.ClientAuthority.Length > 0)
            data["client-ca-file"] = options.ClientAuthority;
        if (options.RequestHeaderAuthority.Length == 0)
            return data;
        data["requestheader-allowed-names"] = new DocArray(options.AllowedNames.Select(name => (DocNode)name)).ToString();
        data["requestheader-client-ca-file"] = options.RequestHeaderAuthority;
        data["requestheader-extra-headers-prefix"] = "[\"X-Remote-Extra-\"]";
        data["requestheader-group-headers"] = "[\"X-Remote-Group\"]";
        data["requestheader-uid-headers"] = "[\"X-Remote-Uid\"]";
        data["requestheader-username-headers"] = "[\"X-Remote-User\"]";
        return data;
    }

    private static DocObject Make(DocObject data) => new()
    {
        { "kind", "ConfigMap" },
        { "apiVersion", "v1" },
        { "metadata", new DocObject { { "name", Name }, { "namespace", Namespace } } },
        { "data", data },
    };
}
