namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>What the host registered, as options of their own: a store that reads <see cref="ApiAccessOptions"/> can be made while they are validated.</summary>
internal sealed class ApiAccessRegistration;
