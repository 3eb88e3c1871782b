namespace Tiphys.Node.Volumes;

/// <summary>Everything about the volumes of a pod: making them ready, following what they are made from, taking them away.</summary>
internal sealed record PodVolumes(VolumeMounter Mounter, ReferencedObjects References)
{
    /// <summary>Takes away the volumes of a pod that has ended but is not deleted yet.</summary>
    public void ReleaseMounts(string podUid)
    {
        References.Unfollow(podUid);
        Mounter.RemoveVolumes(podUid);
    }

    /// <summary>Takes away everything of a pod.</summary>
    public void Release(string podUid)
    {
        References.Unfollow(podUid);
        Mounter.Remove(podUid);
    }
}
