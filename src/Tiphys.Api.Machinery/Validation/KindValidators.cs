using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Machinery.Validation.Core;
using Tiphys.Api.Machinery.Validation.Devices;
using Tiphys.Api.Machinery.Validation.Extensions;
using Tiphys.Api.Machinery.Validation.Networking;
using Tiphys.Api.Machinery.Validation.Policies;
using Tiphys.Api.Machinery.Validation.Storage;
using Tiphys.Api.Machinery.Validation.Workloads;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>The validators of built-in kinds, by group and kind: versions share them.</summary>
internal static class KindValidators
{
    private static readonly FrozenDictionary<(string Group, string Kind), KindValidator> Validators = new IReadOnlyDictionary<(string, string), KindValidator>[]
    {
        ClusterValidators.All, ConfigurationValidators.All, QuotaValidators.All, WorkloadValidators.All, JobValidators.All, StorageValidators.All,
        NetworkingValidators.All, DeviceValidators.All, AccessValidators.All, PolicyValidators.All, FairnessValidators.All, AdmissionValidators.All, DefinitionValidator.All,
    }.SelectMany(part => part).ToFrozenDictionary();

    public static bool TryGet(ResourceInfo resource, [NotNullWhen(true)] out KindValidator? validator) =>
        Validators.TryGetValue((resource.GroupVersion.Group, resource.Kind), out validator);
}
