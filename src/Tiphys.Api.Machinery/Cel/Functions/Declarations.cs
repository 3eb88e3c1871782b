using Tiphys.Api.Machinery.Cel.Costs;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Takes the declarations of a library; signatures are written <c>list(T), int -&gt; T</c>, capital letters being type variables.</summary>
internal sealed class Declarations(List<CelOverload> overloads, CallCost usual)
{
    /// <summary>A function that is called <c>name(a, b)</c>.</summary>
    public void Global(string name, string signature, CelFunction body, CallCost? cost = null) => Add(name, isMember: false, signature, body, cost);

    /// <summary>A function that is called <c>a.name(b)</c>.</summary>
    public void Member(string name, string signature, CelFunction body, CallCost? cost = null) => Add(name, isMember: true, signature, body, cost);

    private void Add(string name, bool isMember, string signature, CelFunction body, CallCost? cost)
    {
        var (parameters, result) = SignatureReader.Read(signature);
        overloads.Add(new CelOverload(name, isMember, parameters, result, body, cost ?? usual));
    }
}
