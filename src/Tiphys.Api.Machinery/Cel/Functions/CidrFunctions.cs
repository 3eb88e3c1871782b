using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes CIDR library.</summary>
internal static class CidrFunctions
{
    private static readonly CostRange AddressSize = new(4, 16);

    public static void Declare(Declarations declare)
    {
        declare.Global("cidr", "string -> cidr", a => Parse(a[0].AsString), TextCosts.ParseFirst);
        declare.Global("isCIDR", "string -> bool", a => CelValue.From(CidrValue.TryParse(a[0].AsString, out _) is not null), TextCosts.ParseFirst);
        declare.Global("string", "cidr -> string", a => CelValue.From(Cidr(a[0]).ToString()));
        declare.Member("ip", "cidr -> ip", a => CelValue.From(new IpValue(Cidr(a[0]).Address)));
        declare.Member("prefixLength", "cidr -> int", a => CelValue.From((long)Cidr(a[0]).Prefix));
        declare.Member("masked", "cidr -> cidr", a => CelValue.From(Cidr(a[0]).Masked()));
        declare.Member("containsIP", "cidr, string -> bool", a => ContainsIp(Cidr(a[0]), a[1].AsString), Containment(isNetwork: false, isText: true));
        declare.Member("containsIP", "cidr, ip -> bool", a => CelValue.From(Cidr(a[0]).Contains(((IpValue)a[1].AsObject).Address)), Containment(isNetwork: false, isText: false));
        declare.Member("containsCIDR", "cidr, string -> bool", a => ContainsCidr(Cidr(a[0]), a[1].AsString), Containment(isNetwork: true, isText: true));
        declare.Member("containsCIDR", "cidr, cidr -> bool", a => CelValue.From(Contains(Cidr(a[0]), Cidr(a[1]))), Containment(isNetwork: true, isText: false));
    }

    private static CidrValue Cidr(in CelValue value) => (CidrValue)value.AsObject;

    private static CallCost Containment(bool isNetwork, bool isText) => new(
        (arguments, in _) =>
        {
            var size = CallCost.SizeOf(arguments[0]);
            var cost = CostRange.Scale(size * 2, CallCost.TraversalFactor);
            if (isNetwork)
                cost += CostRange.Scale(size, CallCost.TraversalFactor) + 1;
            return isText ? cost + CallCost.Traverse(arguments[1]) : cost;
        },
        call =>
        {
            var cost = (AddressSize + AddressSize) * CallCost.TraversalFactor;
            if (isNetwork)
                cost = cost + (AddressSize * CallCost.TraversalFactor) + CostRange.One;
            return new CallEstimate(isText ? cost + (call.Size(1) * CallCost.TraversalFactor) : cost, null);
        });

    private static CelValue Parse(string text) => CidrValue.TryParse(text, out var error) is { } cidr
        ? CelValue.From(cidr)
        : CelValue.Error($"network address parse error during conversion from string: {error}");

    private static CelValue ContainsIp(CidrValue cidr, string text) =>
        IpValue.TryParse(text, out var error) is { } ip ? CelValue.From(cidr.Contains(ip.Address)) : CelValue.Error(error);

    private static CelValue ContainsCidr(CidrValue cidr, string text) =>
        Parse(text) is { IsError: false } other ? CelValue.From(Contains(cidr, Cidr(other))) : Parse(text);

    private static bool Contains(CidrValue outer, CidrValue inner) => outer.Prefix <= inner.Prefix && outer.Contains(inner.Address);
}
