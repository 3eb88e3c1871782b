using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.RootCa;

/// <summary>Keeps the ConfigMap kube-root-ca.crt in every namespace: what pods trust the API server by.</summary>
internal sealed class RootCaPublisher : KeyedController
{
    private const string MapName = "kube-root-ca.crt";
    private const string CaKey = "ca.crt";
    private const string DescriptionAnnotation = "kubernetes.io/description";
    private const string Description = "The CA to verify the API server by, from inside the cluster.";

    private readonly string _pem;
    private readonly ObjectCache<V1Namespace> _namespaces;
    private readonly ObjectCache<V1ConfigMap> _maps;

    public RootCaPublisher(ControllerContext context, string pem)
        : base(context, "root-ca-certificate-publisher-controller")
    {
        _pem = pem;
        _namespaces = WatchOwn<V1Namespace>();
        var mine = new InformerScope { FieldSelector = $"metadata.name={MapName}" };
        _maps = Watch<V1ConfigMap>(change => Queue.Add(new("", change.Current.Metadata.NamespaceProperty)), mine);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_namespaces.Get(key) is not { } ns || ns.IsDeleting())
            return ReconcileResult.Done;
        var present = _maps.Get(key.Name, MapName);
        if (present?.Data is { } data && data.TryGetValue(CaKey, out var pem) && pem == _pem && present.Annotation(DescriptionAnnotation) is not null)
            return ReconcileResult.Done;
        try
        {
            if (present is null)
                await Client.For<V1ConfigMap>().CreateAsync(Make(key.Name), cancellationToken).ConfigureAwait(false);
            else
                await Client.For<V1ConfigMap>().UpdateAsync(Mended(present), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404 || e.Reason == StatusReason.AlreadyExists || e.Causes.Any(cause => cause.Reason == "NamespaceTerminating"))
        {
            // The cache is behind, or the namespace is on its way out.
        }

        return ReconcileResult.Done;
    }

    private V1ConfigMap Make(string ns) => new()
    {
        Metadata = new()
        {
            Name = MapName,
            NamespaceProperty = ns,
            Annotations = new Dictionary<string, string> { [DescriptionAnnotation] = Description },
        },
        Data = new Dictionary<string, string> { [CaKey] = _pem },
    };

    private V1ConfigMap Mended(V1ConfigMap present)
    {
        var annotations = new Dictionary<string, string>(present.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [DescriptionAnnotation] = Description,
        };
        return present with
        {
            Metadata = present.Metadata with { Annotations = annotations },
            Data = new Dictionary<string, string> { [CaKey] = _pem },
        };
    }
}
