using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>All webhooks of one kind in the order they are asked: configurations by name, in each as they stand. Compiled when configurations change.</summary>
internal sealed class WebhookSet(IObjectReader reader, GroupResource resource)
{
    private readonly Lock _gate = new();
    private readonly CompiledObjects<IReadOnlyList<AdmissionWebhook>> _configurations = new(reader, resource, Compile);
    private volatile IReadOnlyList<AdmissionWebhook> _current = [];

    public IReadOnlyList<AdmissionWebhook> Current
    {
        get
        {
            if (_configurations.IsCurrent)
                return _current;
            lock (_gate)
            {
                if (_configurations.Refresh())
                    _current = [.. _configurations.Values.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).SelectMany(pair => pair.Value)];
                return _current;
            }
        }
    }

    private static IReadOnlyList<AdmissionWebhook> Compile(DocObject configuration) =>
        [.. configuration.ObjectsAt("webhooks").Select((webhook, index) => AdmissionWebhook.Read(webhook, configuration.ObjectName, index))];
}
