;;; check.el --- Does in Emacs what a writer does -*- lexical-binding: t; -*-

;; emacs -Q --batch -l check.el calm.md: ends with status 1 where something fails.

;;; Code:

;; Debian keeps packages where -Q does not look.
(let ((default-directory "/usr/share/emacs/site-lisp/elpa/"))
  (when (file-directory-p default-directory)
    (normal-top-level-add-subdirs-to-load-path)))
(add-to-list 'load-path (getenv "SCRUPLE_EMACS"))
(setq eglot-sync-connect 20
      eglot-autoshutdown t
      eglot-confirm-server-initiated-edits nil
      make-backup-files nil
      create-lockfiles nil)
(require 'markdown-mode)
(require 'scruple)
(require 'seq)
(require 'json)

(defun check-say (format &rest arguments)
  "Tell what went well: FORMAT with ARGUMENTS."
  (message "  %s" (apply #'format format arguments)))

(defun check-that (condition what)
  "Fail with WHAT unless CONDITION holds."
  (or condition (error "%s" what)))

(defun check-flags ()
  "The red flags of the buffer that the server told of."
  (seq-filter (lambda (one) (assoc 'eglot-lsp-diag (flymake-diagnostic-data one)))
              (flymake-diagnostics)))

(defun check-code (diagnostic)
  "The code of DIAGNOSTIC."
  (plist-get (cdr (assoc 'eglot-lsp-diag (flymake-diagnostic-data diagnostic))) :code))

(defun check-find (code)
  "The red flag with CODE."
  (seq-find (lambda (one) (equal (check-code one) code)) (check-flags)))

(defun check-place (beg end)
  "What stands between BEG and END in bytes."
  (format "%d-%d" (1- (position-bytes beg)) (1- (position-bytes end))))

(defun check-shown ()
  "Code and bytes of what is shown."
  (sort (mapcar (lambda (one)
                  (format "%s %s" (check-code one)
                          (check-place (flymake-diagnostic-beg one) (flymake-diagnostic-end one))))
                (check-flags))
        #'string<))

(defun check-expected ()
  "The same, as the command line finds it in the text of the buffer."
  (let ((text (buffer-substring-no-properties (point-min) (point-max)))
        (coding-system-for-write 'utf-8)
        (coding-system-for-read 'utf-8))
    (with-temp-buffer
      (insert text)
      (call-process-region (point-min) (point-max) scruple-program t t nil
                           "check" "-" "--stdin-filename" "calm.md" "--fail-on" "never" "--format" "jsonl")
      (sort (mapcar (lambda (line)
                      (let* ((finding (json-parse-string line :object-type 'alist))
                             (byte (lambda (end) (alist-get 'byte (alist-get end finding)))))
                        (format "%s %d-%d" (alist-get 'code finding) (funcall byte 'start) (funcall byte 'end))))
                    (split-string (buffer-string) "\n" t))
            #'string<))))

(defun check-until (what condition &optional told)
  "Wait for CONDITION; fail with WHAT and what TOLD says."
  (let ((end (+ (float-time) 20)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "Waited in vain: %s%s" what (if told (concat "\n" (funcall told)) "")))
      ;; In batch no timer of flymake's comes round by itself.
      (flymake-start nil t)
      (accept-process-output nil 0.02))))

(defun check-settled (what)
  "Wait until what is shown is what the command line finds; WHAT says when."
  (let ((expected (check-expected)))
    (check-until what
                 (lambda () (equal (check-shown) expected))
                 (lambda () (format "shown:    %S\nexpected: %S" (check-shown) expected)))))

(defun check-send ()
  "Send what was edited, as an idle Emacs would."
  (eglot--signal-textDocument/didChange))

(defun check-all (file)
  "Do in FILE what a writer does."
  (check-say "Emacs %s" emacs-version)
  (find-file file)
  (check-that (derived-mode-p 'markdown-mode) "calm.md is not in markdown-mode")
  (let ((scruple-program "/nowhere/scruple"))
    (scruple-ensure)
    (check-that (not (eglot-current-server)) "a program that is missing was started"))
  (call-interactively #'eglot)
  (check-settled "the diagnostics of the opened document")
  (check-that (eq (flymake-diagnostic-type (check-find "MC101")) 'eglot-error) "MC101 is no error")
  (check-say "%d diagnostics, the same as on the command line" (length (check-shown)))

  ;; Old versions of eglot look for ever for a column within a character of two units.
  (goto-char (point-max))
  (insert "🌙🌙")
  (funcall eglot-move-to-column-function 3)
  (check-that (= (point) (point-max)) "a column within a character")
  (delete-region (line-beginning-position) (point-max))
  (check-send)
  (check-settled "the diagnostics of the same text again")

  (goto-char (flymake-diagnostic-beg (check-find "MC101")))
  (let ((hover (format "%S" (jsonrpc-request (eglot-current-server) :textDocument/hover
                                             (eglot--TextDocumentPositionParams)))))
    (dolist (words '("MC101" "Why:" "Law (US):" "Write instead:"))
      (check-that (string-match-p (regexp-quote words) hover) (concat "the hover lacks " words "\n" hover))))
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown (substring-no-properties text))))
    (check-until "the hover in eldoc" (lambda () shown))
    (check-that (string-match-p "cure-claim" shown) shown))
  (check-that (equal (scruple--code-at-point) "MC101") "the code at point")
  (check-say "hover tells the reason and the law")

  (let* ((one (check-find "MC401"))
         (actions (append (eglot-code-actions (flymake-diagnostic-beg one) (flymake-diagnostic-end one)) nil))
         (fix (seq-find (lambda (action) (string-prefix-p "Add the statement" (plist-get action :title))) actions)))
    (eglot--apply-workspace-edit (plist-get fix :edit)))
  (check-that (string-match-p "These statements have not been evaluated" (buffer-string)) "the fix")
  (check-send)
  (check-settled "the diagnostics after the fix")
  (check-that (not (check-find "MC401")) "the fixed red flag is still there")
  (check-say "a fix is applied and its red flag goes")

  (random "scruple")
  (dotimes (_ 300)
    (goto-char (+ (point-min) (random (1+ (buffer-size)))))
    (if (zerop (random 3))
        (delete-region (point) (min (point-max) (+ (point) (random 6))))
      (insert (elt ["\n\nOur tea cures eczema.\n\n" "🌙" "\n\n" "no " "x" " zero side effects" "é" "\n- "] (random 8))))
    (check-send))
  (check-settled "the diagnostics after 300 fast edits")
  (check-say "300 fast edits end with the %d diagnostics of a fresh lint" (length (check-shown)))

  ;; Not `revert-buffer': that ends the server, and only a command loop starts it again.
  (erase-buffer)
  (insert-file-contents file)
  (check-send)
  (check-settled "the diagnostics after going back to the file")
  (scruple-fix-all)
  (check-that (string-match-p "These statements have not been evaluated" (buffer-string)) "all safe fixes")
  (check-say "scruple-fix-all")

  (with-current-buffer (scruple-rule "MC101")
    (check-that (string-match-p "MC101 cure-claim" (buffer-string)) (buffer-string)))
  (scruple-check default-directory)
  (with-current-buffer "*scruple*"
    (check-until "the folder" (lambda () (not (get-buffer-process (current-buffer)))))
    (check-that (string-match-p "old\\.html:3:17: error\\[MC101\\]" (buffer-string)) (buffer-string)))
  (check-say "scruple-rule and scruple-check"))

(setq scruple-program (getenv "SCRUPLE_BIN"))
(let ((status 0))
  (condition-case failure
      (check-all (car command-line-args-left))
    (error (setq status 1)
           (message "FAILED: %s" (error-message-string failure))))
  (setq command-line-args-left nil)
  (kill-emacs status))
;;; check.el ends here
