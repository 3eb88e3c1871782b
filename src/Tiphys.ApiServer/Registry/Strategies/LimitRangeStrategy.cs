using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>A limit range may be made without a name, and made by an update.</summary>
internal sealed class LimitRangeStrategy : ResourceStrategy
{
    public override bool AllowsCreateOnUpdate => true;

    public override void Name(DocObject document)
    {
        var metadata = ObjectMeta.Of(document);
        if (string.IsNullOrEmpty(metadata.GetString("name")))
            metadata["name"] = Guid.NewGuid().ToString();
    }
}
