using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

/// <summary>Describes calls in a host's OpenAPI document, with the framework's verbs where its own take only route handlers.</summary>
internal static class EndpointDescription
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    /// <summary>Adds a response with a body, or without one where <paramref name="document"/> is <see langword="null"/>.</summary>
    public static T Produces<T>(this T call, int status, Type? document = null)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(document is null
            ? new ProducesResponseTypeMetadata(status, typeof(void))
            : new ProducesResponseTypeMetadata(status, document, [Json]));

    /// <summary>Adds responses of RFC 9457, with the members of <see cref="Problem"/>.</summary>
    public static T ProducesRefusal<T>(this T call, params ReadOnlySpan<int> statuses)
        where T : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            call.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(RefusalDocument), [ProblemJson]));
        }

        return call;
    }

    public static T Accepts<T>(this T call, Type body)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(new AcceptsMetadata([Json], body));

    public static T WithParameter<T>(this T call, DescribedParameter parameter)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(parameter);

    /// <summary>Adds <c>?fence=true</c>, and the response to a caller that stopped waiting.</summary>
    public static T WithFence<T>(this T call, Type document)
        where T : IEndpointConventionBuilder =>
        call.WithParameter(DescribedParameter.Fence)
            .Produces(StatusCodes.Status202Accepted, document);

    /// <summary>The members of <see cref="Problem"/>, which is an <see cref="IResult"/> and therefore not a type that the framework describes.</summary>
    private sealed class RefusalDocument : ProblemDetails
    {
        [Description("The reason for which a command was refused, for programs.")]
        public string? Reason { get; init; }

        [Description("The errors by field.")]
        public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
    }
}
