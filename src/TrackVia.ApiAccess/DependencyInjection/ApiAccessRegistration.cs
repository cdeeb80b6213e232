namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>
/// The registrations of the host, as separate options: a store that reads <see cref="ApiAccessOptions"/> can be created while they are
/// validated.
/// </summary>
internal sealed class ApiAccessRegistration;
