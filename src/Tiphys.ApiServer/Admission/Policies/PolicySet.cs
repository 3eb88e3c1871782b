using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>The policies that are bound, by name, each with its bindings by name. Compiled when policies or bindings change.</summary>
internal sealed class PolicySet<T>(IObjectReader reader, GroupResource policies, GroupResource bindings, Func<DocObject, T> compile)
{
    private readonly Lock _gate = new();
    private readonly CompiledObjects<T> _policies = new(reader, policies, compile);
    private readonly CompiledObjects<PolicyBinding> _bindings = new(reader, bindings, PolicyBinding.Read);
    private volatile IReadOnlyList<(T Policy, IReadOnlyList<PolicyBinding> Bindings)> _current = [];

    public IReadOnlyList<(T Policy, IReadOnlyList<PolicyBinding> Bindings)> Current
    {
        get
        {
            if (_policies.IsCurrent && _bindings.IsCurrent)
                return _current;
            lock (_gate)
            {
                var changed = _policies.Refresh();
                if (_bindings.Refresh() || changed)
                    _current = Combine();
                return _current;
            }
        }
    }

    private List<(T Policy, IReadOnlyList<PolicyBinding> Bindings)> Combine()
    {
        var byPolicy = _bindings.Values.Values.OrderBy(binding => binding.Name, StringComparer.Ordinal).ToLookup(binding => binding.PolicyName);
        return
        [
            .. _policies.Values.Where(policy => byPolicy.Contains(policy.Key.Name)).OrderBy(policy => policy.Key.Name, StringComparer.Ordinal)
                .Select(policy => (policy.Value, (IReadOnlyList<PolicyBinding>)[.. byPolicy[policy.Key.Name]])),
        ];
    }
}
