namespace Tiphys.Host.Configuration;

/// <summary>Settings that belong together, under the heading <c>--help</c> shows them with.</summary>
public sealed record SettingGroup(string Title, IReadOnlyList<Setting> Settings);
