using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using TrackVia.ApiAccess.AspNetCore.Management.Documents;
using TrackVia.ApiAccess.AspNetCore.Responses;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>Reads JSON bodies: bounded, strict about members, and in any encoding that the framework's own binding reads (T52).</summary>
internal static class RequestBody
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads the whole body. Returns either the body or a problem.</summary>
    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class, IRequestBody
    {
        if (request.ContentLength > MaxBytes)
        {
            return (null, TooLarge);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await request.Body
                .ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, request.HttpContext.RequestAborted)
                .ConfigureAwait(false);
            return length > MaxBytes ? (null, TooLarge) : Read(request, buffer.AsSpan(0, length), type);
        }
        catch (BadHttpRequestException exception)
        {
            // The server's own limit was lower, or its timeout elapsed. Its message is only about the transfer.
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge : new Problem(exception.StatusCode, exception.Message));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Malformed framing, or a disconnected client: the server reports either before it cancels the request.
            return (null, new Problem(StatusCodes.Status400BadRequest, "The body is incomplete, or its framing is malformed. Send the request again with a well-formed body."));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Problem TooLarge { get; } =
        new(StatusCodes.Status413PayloadTooLarge, $"The body is longer than {MaxBytes} bytes. Send a shorter one.");

    private static (T? Body, Problem? Problem) Read<T>(HttpRequest request, ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class, IRequestBody
    {
        if (body.IsEmpty && new NoBody() is T nothing)
        {
            return (nothing, null);
        }

        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType))
        {
            return (null, new Problem(StatusCodes.Status415UnsupportedMediaType, $"The body is not JSON. {T.Shape} Set the Content-Type to application/json."));
        }

        return TryGetEncoding(contentType, out var encoding)
            ? Parse(ToUtf8(body, encoding), type)
            : (null, new Problem(StatusCodes.Status400BadRequest, "The charset of the Content-Type is unknown. Send the body in UTF-8, with or without charset=utf-8."));
    }

    private static bool TryGetEncoding(MediaTypeHeaderValue contentType, out Encoding encoding)
    {
        encoding = Encoding.UTF8;
        var charset = HeaderUtilities.RemoveQuotes(contentType.Charset).ToString();
        try
        {
            encoding = charset.Length == 0 ? encoding : Encoding.GetEncoding(charset);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false; // NotSupportedException is for UTF-7.
        }
    }

    /// <summary>Removes a byte order mark, which RFC 8259 section 8.1 permits and the framework does too.</summary>
    private static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> body, Encoding encoding)
    {
        var utf8 = encoding.CodePage == Encoding.UTF8.CodePage ? body : Encoding.UTF8.GetBytes(encoding.GetString(body));
        return utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
    }

    private static (T? Body, Problem? Problem) Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class, IRequestBody
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) is { } body
                ? (body, null)
                : (null, FieldErrors.Of("body", $"The body is null. {T.Shape}"));
        }
        catch (JsonException exception)
        {
            return exception.Path is { Length: > 1 } path
                ? (null, FieldErrors.Of(FieldErrors.Shown(path.TrimStart('$', '.')), $"The member is unknown, repeated, or has a value of the wrong kind. {T.Shape}"))
                : (null, FieldErrors.Of("body", $"The body is not the JSON object of this call. {T.Shape}"));
        }
    }
}
