using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TrackVia.ApiAccess.AspNetCore.Management.Filters;

/// <summary>A response that is written to memory, and then sent or discarded: its status, headers, cookies and body.</summary>
internal sealed class HeldResponse : IHttpResponseFeature, IDisposable
{
    private readonly HttpContext _context;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _responseBody;
    private readonly IResponseCookiesFeature? _cookies;
    private readonly MemoryStream _held = new();
    private readonly List<(Func<object, Task> Callback, object State)> _onStarting = [];

    /// <summary>Starts to hold what is written to the context's response.</summary>
    public HeldResponse(HttpContext context)
    {
        _context = context;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _responseBody = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _cookies = context.Features.Get<IResponseCookiesFeature>();
        foreach (var (name, values) in _response.Headers)
        {
            Headers[name] = values;
        }

        context.Features.Set<IHttpResponseFeature>(this);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_held));
        context.Features.Set<IResponseCookiesFeature>(new ResponseCookiesFeature(context.Features));
    }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    [Obsolete("The interface's own.")]
    public Stream Body
    {
        get => _held;
        set => throw new NotSupportedException();
    }

    public bool HasStarted => false;

    public void OnStarting(Func<object, Task> callback, object state) => _onStarting.Add((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _response.OnCompleted(callback, state);

    /// <summary>Sends the held response.</summary>
    public async Task SendAsync()
    {
        Dispose();
        _response.StatusCode = StatusCode;
        _response.ReasonPhrase = ReasonPhrase;
        _response.Headers.Clear();
        foreach (var (name, values) in Headers)
        {
            _response.Headers[name] = values;
        }

        foreach (var (callback, state) in _onStarting)
        {
            _response.OnStarting(callback, state);
        }

        if (_held.Length > 0)
        {
            await _responseBody.Stream.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), _context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Restores the context's own response, and discards a held one that was not sent.</summary>
    public void Dispose()
    {
        _context.Features.Set(_response);
        _context.Features.Set(_responseBody);
        _context.Features.Set(_cookies);
    }
}
