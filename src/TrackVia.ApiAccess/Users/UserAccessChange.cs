namespace TrackVia.ApiAccess;

/// <summary>The settings of a user that a command sets, in one change (R4, R9). Immutable.</summary>
public sealed record UserAccessChange
{
    /// <summary>Gets a value indicating whether the user shall be an API User.</summary>
    /// <value>Default: <see langword="null"/>, which leaves it.</value>
    public bool? IsApiUser { get; init; }

    /// <summary>Gets a value indicating whether the user shall be enabled.</summary>
    /// <value>Default: <see langword="null"/>, which leaves it.</value>
    public bool? IsEnabled { get; init; }
}
