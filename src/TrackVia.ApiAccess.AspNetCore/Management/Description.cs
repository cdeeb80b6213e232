using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>What a host's OpenAPI document tells of a call. It describes; it decides nothing.</summary>
internal static class Description
{
    private const string Tag = "API Access";
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    /// <summary>Tells what a call does. It gets no name: names are the host's, and must be unique there.</summary>
    public static T Describe<T>(this T call, string summary)
        where T : IEndpointConventionBuilder =>
        call.WithSummary(summary).WithTags(Tag);

    public static T Answers<T>(this T call, int status, Type document)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(new ProducesResponseTypeMetadata(status, document, [Json]));

    public static T AnswersNothing<T>(this T call, int status)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void)));

    /// <summary>Answers of RFC 9457.</summary>
    public static T Refuses<T>(this T call, params ReadOnlySpan<int> statuses)
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

    public static T Takes<T>(this T call, DescribedParameter parameter)
        where T : IEndpointConventionBuilder =>
        call.WithMetadata(parameter);

    /// <summary><c>?fence=true</c>, and the document of the answer to who stopped waiting.</summary>
    public static T CanBeFenced<T>(this T call, Type document)
        where T : IEndpointConventionBuilder =>
        call.Takes(DescribedParameter.Fence)
            .Answers(StatusCodes.Status202Accepted, document);

    /// <summary>The members of <see cref="Problem"/>, which is an answer itself, and so no type that the framework describes.</summary>
    private sealed class RefusalDocument : ProblemDetails
    {
        [Description("Why a command was refused, for programs.")]
        public string? Reason { get; init; }

        [Description("What is wrong with which field.")]
        public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
    }
}
