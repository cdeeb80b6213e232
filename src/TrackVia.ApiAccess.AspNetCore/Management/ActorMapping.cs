using Microsoft.AspNetCore.Http;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>The host's answer to "who asks?": its signed-in principal as an <see cref="Actor"/>, or nobody.</summary>
internal sealed record ActorMapping(Func<HttpContext, ValueTask<Actor?>> MapAsync);
