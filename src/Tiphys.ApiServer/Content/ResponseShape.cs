namespace Tiphys.ApiServer.Content;

/// <summary>What an answer shows of an object (the <c>as</c> parameter of Accept).</summary>
internal enum ResponseShape : byte
{
    Object,
    Table,
    PartialMetadata,
}
