namespace TrackVia.ApiAccess;

/// <summary>The settings of a user that a command sets, in one change (R4, R9). Immutable.</summary>
public sealed record UserAccessChange
{
    /// <summary>Gets the new designation as an API User.</summary>
    /// <value>Default: <see langword="null"/>, which leaves the setting unchanged.</value>
    public bool? IsApiUser { get; init; }

    /// <summary>Gets the new state of the enabled switch.</summary>
    /// <value>Default: <see langword="null"/>, which leaves the setting unchanged.</value>
    public bool? IsEnabled { get; init; }
}
