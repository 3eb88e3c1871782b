using System.Runtime.CompilerServices;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>What token checks need of an object: which one it is and whether it is going away. Read once per version of the object.</summary>
internal sealed record ObjectStamp(string Uid, DateTimeOffset? DeletedAt)
{
    private static readonly ConditionalWeakTable<StoredObject, ObjectStamp> Known = [];

    public static ObjectStamp Of(StoredObject stored) => Known.GetValue(stored, static entry =>
    {
        var document = entry.Decode();
        return new ObjectStamp(document.ObjectUid, document.DeletionTimestamp);
    });
}
