using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Where a resource's objects are kept: versions of a resource share their objects, and so do a few resources of two groups (events).</summary>
internal static class ResourceStorage
{
    extension(ResourceInfo resource)
    {
        public GroupResource StorageResource => new(resource.StorageVersion.Group, resource.Resource);

        /// <summary>Stored bytes can be answered as they are.</summary>
        public bool IsStorageVersion => resource.GroupVersion == resource.StorageVersion;
    }
}
